/** A socket from open to close, with arrivals in both forms that are seen, two at once, and one that a fetch finds empty. */
export const datagrams = `
! open
> AT+NSOCR="DGRAM",17,0,1
< 0
< OK
= opened
! send 183.230.40.39 5683 440112340102
> AT+NSOST=0,183.230.40.39,5683,6,440112340102
< 0,6
< OK
< +NSONMI:0,4
> AT+NSORF=0,1358
< +NSORF:0,183.230.40.39,5683,4,60001234,0
< OK
= arrival 183.230.40.39 5683 60001234
# two at once: the rest is told after the first
< +NSONMI:0,2
> AT+NSORF=0,1358
< 0,183.230.40.40,5684,2,0d0a,3
< OK
= arrival 183.230.40.40 5684 0D0A
> AT+NSORF=0,1358
< 0,183.230.40.40,5684,3,22002C,0
< OK
= arrival 183.230.40.40 5684 22002C
# announced while a fetch is out: there is one more
< +NSONMI:0,1
> AT+NSORF=0,1358
< +NSONMI:0,1
< +NSORF:0,10.0.0.1,1,1,41,0
< OK
= arrival 10.0.0.1 1 41
> AT+NSORF=0,1358
< OK
! send 10.0.0.1 65535 FF
> AT+NSOST=0,10.0.0.1,65535,1,FF
< +CME ERROR: 159
= sendFailed: +CME ERROR: 159 (uplink busy)
! close
> AT+NSOCL=0
< OK
= closed: asked for
`;
