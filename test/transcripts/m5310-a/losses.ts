const talkToAttached = `
< M5310-A
< OK
> AT
< OK
> ATE0
< OK
> AT+CMEE=1
< OK
> AT+CGMM
< M5310-A
< OK
> AT+CGMR
< 2.3.0
< OK
> AT+CGSN=1
< +CGSN:490154203237518
< OK
> AT+CFUN=1
< OK
> AT+CIMI
< 460040123456789
< OK
> AT+NSOCR=?
< OK
> AT+MIPLCREATEEX=?
< OK
= identified M5310-A 2.3.0 490154203237518 460040123456789
> AT+CEREG=2
< OK
> AT+CGATT=1
< OK
`;

/** What it speaks is asked once. */
const again = talkToAttached.replace("> AT+NSOCR=?\n< OK\n> AT+MIPLCREATEEX=?\n< OK\n", "");

const talkToOnline = `
> AT+CGATT?
< +CGATT:1
< OK
> AT+CEREG?
< +CEREG:2,5,6B2F,0A1B2C3D,9
< OK
> AT+CSQ
< +CSQ:31,0
< OK
> AT+CGPADDR
< +CGPADDR:0,10.62.7.1
< OK
> AT+CCLK?
< +CCLK:26/11/22,11:44:04+32
< OK
= online
`;

/** The registration is lost and comes back by itself; then the module restarts by itself. */
export const losses = `
! start
= baud 9600
= pulse reset 110
< REBOOT_CAUSE_APPLICATION_AT
${talkToAttached}
> AT+CGATT?
< +CGATT:0
< OK
# a URC makes the next question come at once
< +CEREG:1,6B2F,0A1B2C3D,9
${talkToOnline}
< +CEREG:2
= offline: registration lost: searching
< +CEREG:5,6B2F,0A1B2C3D,9
> AT+CEREG=2
< OK
> AT+CGATT=1
< OK
${talkToOnline}
< REBOOT_CAUSE_SECURITY_FOTA_UPGRADE
= offline: the module restarted by itself
${again}
${talkToOnline}
`;
