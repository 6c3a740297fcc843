import { expect } from "chai";
import { Inquiry, MIPL_QUESTIONS, SOCKET_QUESTIONS } from "../../../modules/modem/inquiry.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { auto } from "../../../modules/modem/profiles/auto.js";
import { findProfile, profileOf, PROFILES } from "../../../modules/modem/profiles/index.js";
import { generationQ } from "../../../modules/modem/profiles/mipl.js";

interface Asked {
  readonly questions: readonly string[];
  readonly profile: Profile;
  readonly logged: readonly string[];
}

/** Asks a module that knows some commands. */
function ask(profile: Profile, known: readonly string[], model = profile.model): Asked {
  const logged: string[] = [];
  const inquiry = new Inquiry({ profile, log: (level, text) => logged.push(`${level}: ${text}`) });
  inquiry.begin(model);
  const questions: string[] = [];
  for (let question = inquiry.question; question !== undefined; question = inquiry.question) {
    questions.push(question.send);
    if (questions.length > 20) throw new Error("no end of questions");
    inquiry.take(known.includes(question.send));
  }
  return { questions, profile: inquiry.corrected(), logged };
}

function named(name: string): Profile {
  const profile = findProfile(name);
  if (profile === undefined) throw new Error(name);
  return profile;
}

describe("asking the module what it speaks", () => {
  for (const profile of PROFILES) {
    it(`takes two questions of a ${profile.model} that is as its profile says, which stays the very same`, () => {
      const sockets = SOCKET_QUESTIONS.find(({ dialect }) => dialect === profile.sockets.dialect)?.send ?? "";
      const { questions, profile: found, logged } = ask(profile, [sockets, "AT+MIPLCREATEEX=?"]);
      expect(questions).to.deep.equal([sockets, "AT+MIPLCREATEEX=?"]);
      expect(found).to.equal(profile);
      expect(logged).to.deep.equal([]);
    });
  }

  it("goes on with the other sockets in order, takes the first that is known, and logs the difference", () => {
    const m5312 = named("M5312");
    const { questions, profile, logged } = ask(m5312, ["AT+CIPSTART=?", "AT+MIPLCREATEEX=?"]);
    expect(questions).to.deep.equal(["AT+CMMUX=?", "AT+NSOCR=?", "AT+IPRCFG=?", "AT+CIPSTART=?", "AT+MIPLCREATEEX=?"]);
    expect(profile.sockets).to.deep.include({ dialect: "cip", maxArrival: 1000, pollEvery: 10_000 });
    expect(profile.mipl).to.equal(m5312.mipl);
    expect(logged).to.deep.equal([
      'warning: the module has the sockets "cip", not "ipstart-prompt" as its profile says',
    ]);
  });

  it("finds each generation of MIPL and form of creation by what is known", () => {
    const m5311 = named("M5311");
    const found = (...known: string[]): unknown => {
      const { generation, create, declares, notifyId } = ask(m5311, ["AT+IPRCFG=?", ...known]).profile.mipl;
      return { generation, create, declares, notifyId };
    };
    const zero = { declares: true, notifyId: "zero" };
    expect(found("AT+MIPLCREATE=?")).to.deep.equal({ generation: "C", create: "blob", ...zero });
    expect(found("AT+MIPLCREATE=?", "AT+MIPLCONFIG=?")).to.deep.equal({
      generation: "Q",
      create: "plain",
      declares: false,
      notifyId: "observation",
    });
    expect(found("AT+MIPLCONF=?")).to.deep.equal({ generation: "L", create: "blob", ...zero });
    expect(ask(m5311, ["AT+IPRCFG=?", "AT+MIPLCREATE=?"]).logged).to.deep.equal([
      "warning: the module has MIPL C, blob; its profile says C, host",
    ]);
  });

  it("leaves a module of generation Q its profile's form of creation", () => {
    const profile: Profile = { ...named("M5311"), mipl: { ...generationQ, create: "blob" } };
    const asked = ask(profile, ["AT+IPRCFG=?", "AT+MIPLCONFIG=?"], "M5311");
    expect(asked.questions).to.deep.equal(["AT+IPRCFG=?", "AT+MIPLCONFIG=?"]);
    expect(asked.profile).to.equal(profile);
  });

  it("keeps the profile of a module that knows no test command, after every question was asked once", () => {
    const m5310a = named("M5310-A");
    const { questions, profile, logged } = ask(m5310a, []);
    expect([...questions].sort()).to.deep.equal(
      [...SOCKET_QUESTIONS, ...MIPL_QUESTIONS].map(({ send }) => send).sort(),
    );
    expect(profile).to.equal(m5310a);
    expect(logged).to.deep.equal([
      "info: the module tells of no socket commands that are known",
      "info: the module tells of no MIPL commands that are known",
    ]);
  });

  it("takes the profile of the name that a module gives when nobody has named it", () => {
    const { profile, logged } = ask(auto, ["AT+IPRCFG=?", "AT+MIPLCREATEEX=?"], "M5330-GNSS");
    expect(profile.model).to.equal("M5330-GNSS");
    expect(logged).to.deep.equal(['info: the module is "M5330-GNSS": profile M5330-GNSS']);
  });

  it("lets a module work whose name nobody knows, by what it speaks", () => {
    const { profile, logged } = ask(auto, ["AT+NSOCR=?", "AT+MIPLCREATE=?"], "X-99");
    expect([profile.model, profile.sockets.dialect, profile.mipl.create]).to.deep.equal(["auto", "nso", "blob"]);
    expect(logged[0]).to.equal('info: no profile is for "X-99"; auto is taken');
  });

  it("says so when a module gives another name than its profile has, and keeps that", () => {
    const { profile, logged } = ask(named("M5313"), ["AT+CMMUX=?", "AT+MIPLCREATEEX=?"], "M5311");
    expect(profile.model).to.equal("M5313");
    expect(logged).to.deep.equal(['warning: the module is "M5311", the profile M5313']);
  });

  it("puts what a person has set over what the module told", () => {
    const profile = named("M5310-A");
    const inquiry = new Inquiry({
      profile,
      log: () => undefined,
      adjust: (found) => ({ ...found, sockets: profile.sockets }),
    });
    inquiry.begin(profile.model);
    while (inquiry.question !== undefined) {
      inquiry.take(inquiry.question.send === "AT+CIPSTART=?" || inquiry.question.send === "AT+MIPLCREATE=?");
    }
    const found = inquiry.corrected();
    expect([found.sockets.dialect, found.mipl.create]).to.deep.equal(["nso", "blob"]);
  });
});

describe("the profile of a module's own name", () => {
  for (const profile of PROFILES) {
    it(`${profile.model} is found by each name that it may give, also within other text`, () => {
      for (const name of profile.identifies) {
        expect(profileOf(name)).to.equal(profile);
        expect(profileOf(`CMIOT ${name} R14`)).to.equal(profile);
      }
    });
  }

  it("is none for other names", () => {
    expect(profileOf("")).to.equal(undefined);
    expect(profileOf("BC28")).to.equal(undefined);
  });
});
