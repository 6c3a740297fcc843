/** From power-up to the network; then a watch, and the stop. Identities are made up. */
export const start = `
! start
= baud 9600
= pulse reset 110
< REBOOT_CAUSE_SECURITY_RESET_PIN
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
< 2.3.0,SP3
< OK
> AT+CGSN=1
< +CGSN:490154203237518
< OK
> AT+CFUN=1
< OK
# the card is not read yet
> AT+CIMI
< +CME ERROR: 14
> AT+CIMI
< 460040123456789
< OK
> AT+NSOCR=?
< OK
> AT+MIPLCREATEEX=?
< OK
= identified M5310-A 2.3.0,SP3 490154203237518 460040123456789
> AT+CEREG=2
< OK
> AT+CGATT=1
< OK
> AT+CGATT?
< +CGATT:0
< OK
> AT+CGATT?
< +CGATT:1
< OK
> AT+CEREG?
< +CEREG:2,1,6B2F,0A1B2C3D,9
< OK
> AT+CSQ
< +CSQ:22,0
< OK
> AT+CGPADDR
< +CGPADDR:0,10.62.7.1
< OK
> AT+CCLK?
< +CCLK:26/11/22,11:44:04+32
< OK
= online
> AT+CGATT?
< +CGATT:1
< OK
> AT+CEREG?
< +CEREG:2,1,6B2F,0A1B2C3E,9
< OK
> AT+CSQ
< +CSQ:99,99
< OK
> AT+CGPADDR
< +CGPADDR:0,10.62.7.1
< OK
! stop
@ 400000
`;
