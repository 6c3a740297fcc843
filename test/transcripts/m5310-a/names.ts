/** Names: the address comes after OK, or before it; a name that nobody knows; a question that is never answered. */
export const names = `
! resolve nbiotbt.heclouds.com
> AT+CMDNS="nbiotbt.heclouds.com"
< OK
< +CMDNS:183.230.40.39
= resolved nbiotbt.heclouds.com 183.230.40.39
! resolve nbiotacc.heclouds.com
> AT+CMDNS="nbiotacc.heclouds.com"
< +CMDNS: "183.230.40.40"
< OK
= resolved nbiotacc.heclouds.com 183.230.40.40
! resolve 10.1.2.3
= resolved 10.1.2.3 10.1.2.3
! resolve no.such.name
> AT+CMDNS="no.such.name"
< OK
< +CMDNS:FAIL
= unresolved no.such.name: FAIL
! resolve slow.name
> AT+CMDNS="slow.name"
< OK
= unresolved slow.name: no answer
! resolve refused.name
> AT+CMDNS="refused.name"
< ERROR
= unresolved refused.name: ERROR
`;
