/** Attributes of OMA LwM2M 1.0 clause 5.1.2 and 1.2 clause 7.3, by their names on the wire. */
export type AttributeName = "pmin" | "pmax" | "gt" | "lt" | "st" | "epmin" | "epmax" | "edge" | "con" | "hqmax";

/** Numbers by name. */
export type Attributes = Readonly<Partial<Record<AttributeName, number>>>;
