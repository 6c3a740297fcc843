import { freeze } from "../../base/freeze.js";
import type { Profile } from "../profile.js";
import { auto } from "./auto.js";
import { m5310a } from "./m5310-a.js";
import { m5310acm } from "./m5310-a-cm.js";
import { m5310se } from "./m5310-se.js";
import { m5311 } from "./m5311.js";
import { m5311cm } from "./m5311-cm.js";
import { m5312 } from "./m5312.js";
import { m5313 } from "./m5313.js";
import { m5313cm } from "./m5313-cm.js";
import { m5330 } from "./m5330.js";
import { m5330a } from "./m5330-a.js";
import { m5330gnss } from "./m5330-gnss.js";
import { s5601 } from "./s5601.js";

/** The models that are known. */
export const PROFILES: readonly Profile[] = freeze([
  m5310a,
  m5310se,
  m5310acm,
  m5311,
  m5311cm,
  m5312,
  m5313,
  m5313cm,
  m5330,
  m5330a,
  m5330gnss,
  s5601,
]);

/** The profile of a model's name, whatever its case, or the one that asks for all ("auto"); `undefined` for others. */
export function findProfile(name: string): Profile | undefined {
  const wanted = name.toLowerCase();
  if (wanted === auto.model) return auto;
  for (let i = 0; i < PROFILES.length; i++) {
    const profile = PROFILES[i] as Profile;
    if (profile.model.toLowerCase() === wanted) return profile;
  }
  return undefined;
}

/**
 * The profile of the model that names itself so by AT+CGMM; of several that fit, the one that says most. `undefined` for
 * a name that no profile knows.
 */
export function profileOf(answer: string): Profile | undefined {
  let found: Profile | undefined;
  let length = 0;
  for (let i = 0; i < PROFILES.length; i++) {
    const profile = PROFILES[i] as Profile;
    for (let j = 0; j < profile.identifies.length; j++) {
      const name = profile.identifies[j] as string;
      if (name.length <= length || answer.indexOf(name) < 0) continue;
      found = profile;
      length = name.length;
    }
  }
  return found;
}

/** The names of all known models, for messages. */
export function modelNames(): readonly string[] {
  return PROFILES.map((profile) => profile.model);
}
