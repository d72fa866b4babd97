/* Checks a certificate and released files; verify.js shows what is found.

   The checks are those of releases/verification.py, in its order, but for one: signatures that persons made with keys of
   their own are counted and not checked, which the page says. Of what entries say, the fields that are used are read. Formats: DSSE v1 (signature), RFC 8785 (spelling),
   RFC 9162 sections 2.1.1 and 2.1.3.2 (inclusion), C2SP signed-note, tlog-checkpoint and tlog-proof.
   Texts stand in the page (data-text), so that they are in its language; here are only their names. */
"use strict";

const Certificate = (() => {
  const LARGEST = 32 * 1024 * 1024; // bytes of a certificate, as in releases/verification.py
  const PAYLOAD = "application/vnd.in-toto+json";
  const STATEMENT = "https://in-toto.io/Statement/v1";
  const PREDICATE = "https://answerable.example/clearance/v1";
  const PROOF = "c2sp.org/tlog-proof@v1";
  const MOST_NOTE = 1_000_000; // bytes of a checkpoint, and twice as many of a proof, as in record/note.py
  const MOST_SIGNATURES = 100; // of a checkpoint, as in record/note.py
  const MOST_HASHES = 63; // of a proof, as in record/proof.py
  const LARGEST_ENTRY = 64 * 1024 - 1; // bytes, as in record/entry.py
  const COUNTERSIGNATURE = 23; // the gate whose override lets countersignatures be missing
  const CERTIFICATE = 24; // the gate that nobody can override
  const GATES = [ // their names in the order of their numbers, as in releases/gates/board.py
    "custody", "consent", "law", "proof", "graver category",
    "limits carried", "contrary evidence", "counting", "support", "cause",
    "stands alone", "context", "format fits gravity", "method", "freshness",
    "parity", "competence", "right of reply", "consultation", "objections",
    "do no harm", "misuse rehearsal", "countersignature", "certificate", "afterwards",
  ];
  const CHECKS = ["form", "keys", "signature", "files", "logs", "release", "gates", "voices", "countersigned", "opened"];

  const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, NO_KEY = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/;
  const HASH = /^[0-9a-f]{64}$/, COMMITMENT = /^sha256:[0-9a-f]{64}$/, NO_COMMITMENT = /^(sha256:[0-9a-f]{64})?$/;
  const ORIGIN = /^[^\s+\x00-\x20\x7f]{1,200}$/;
  const MOMENT = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/;
  const STATE = /^(open|closed|overridden|advisory|not-examined|not-due)$/, REFUSES = /^(countersign|publish|translate)$/;
  const TEXT = "string", TRUTH = "boolean", NUMBER = "number", ANY = "";

  /* What a certificate may hold (releases/statement.py), and an entry (record/entry.py). A list has one form for all of
     its parts, `each` is an object with any names, and a name with a question mark may be missing. */
  const each = (form) => new Map([["", form]]);
  const RECORDED = { ref: HASH, entry: TEXT, proof: TEXT };
  const ENVELOPE = { payload: TEXT, payloadType: TEXT, signatures: [{ keyid: TEXT, sig: TEXT }], disclosures: each({ salt: HASH, text: TEXT }) };
  const CLEARANCE = {
    case: KEY, title: TEXT, output: KEY, version: NUMBER, language: TEXT, released_at: MOMENT, released_by: KEY, section: KEY,
    origin: TEXT, "clock?": ANY, "expedited?": TRUTH, policy: ANY, draft: RECORDED, release: RECORDED, keys: each(TEXT),
    gates: [{ number: NUMBER, name: TEXT, state: STATE, "blockers?": ANY, "override?": TEXT, "remarks?": ANY }],
    affected: [{ section: KEY, rule: TEXT }], people: [{ person: KEY, section: KEY, "name?": NO_COMMITMENT }],
    countersignatures: [{ section: KEY, person: KEY, roles: [KEY], at: MOMENT, recorded: RECORDED }],
    overrides: [{ gate: NUMBER, officer: KEY, reason: COMMITMENT, expires: DAY, recorded: RECORDED }],
    dissents: [{ objection: KEY, person: KEY, section: TEXT, text: COMMITMENT, recorded: RECORDED }],
    declines: [{ section: KEY, refuses: [TEXT], text: COMMITMENT, recorded: RECORDED }], "personal_keys?": [RECORDED],
    "section_keys?": [RECORDED],
  };
  const STATED = { "_type?": TEXT, subject: [{ name: TEXT, digest: each(HASH) }], "predicateType?": TEXT, predicate: CLEARANCE };
  const ENTRY = {
    kind: TEXT, origin: ORIGIN, actor: NO_KEY, at: MOMENT, "case?": NO_KEY, nonce: /^[0-9a-f]{32}$/, "seen?": each(NUMBER),
    "policy?": /^([0-9a-f]{64})?$/, body: ANY,
  };
  const USED = {
    "output.released/1": { output: KEY, version: NUMBER, draft_ref: HASH, renderings: [{ name: TEXT, sha256: HASH }], outcomes: [{ gate: NUMBER, state: STATE }] },
    "version.drafted/1": { output: KEY, version: NUMBER, language: LANGUAGE, authors: [KEY] },
    "policy.adopted/1": { policy: KEY, number: NUMBER, quorum: ANY },
    "draft.countersigned/1": { section: KEY, output: KEY, version: NUMBER, draft_ref: HASH, vkey: TEXT, signature: TEXT },
    "key.added/1": { section: KEY, vkey: TEXT },
    "key.revoked/1": { section: KEY, vkey: TEXT },
    "gate.overridden/1": { gate: NUMBER, output: KEY, version: NUMBER, draft_ref: HASH, reason: COMMITMENT, expires: DAY },
    "dissent.noted/1": { objection: KEY, output: KEY, text: COMMITMENT },
    "draft.declined/1": { section: KEY, output: KEY, version: NUMBER, draft_ref: HASH, refuses: [REFUSES], text: COMMITMENT },
  };

  /** Why a check failed: the name of a text of the page, and what goes into it. */
  class Refused extends Error {
    constructor(text, detail = "") {
      super(`${text}: ${detail}`);
      this.text = text;
      this.detail = detail;
    }
  }

  const refuse = (text, detail) => { throw new Refused(text, detail); };
  const need = (truth, text, detail) => truth || refuse(text, detail);
  const encode = (text) => new TextEncoder().encode(text);
  const decode = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const equal = (one, other) => canonical(one ?? null) === canonical(other ?? null);
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  /** The bytes written in base64, which has one spelling only. */
  function fromBase64(text) {
    let plain;
    try {
      plain = atob(text);
    } catch {
      refuse("unreadable", "base64");
    }
    need(btoa(plain) === text, "unreadable", "base64");
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  }

  /** The value as RFC 8785 writes it: JavaScript sorts names and writes numbers just so. */
  function canonical(value) {
    need(value !== undefined, "unreadable", "undefined");
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${members.join(",")}}`;
  }

  function read(bytes, end = "") {
    const text = decode(bytes);
    const value = JSON.parse(text);
    need(canonical(value) + end === text, "respelled");
    return value;
  }

  /** Refuses a value that has another form; `open` lets an object hold more than is named. */
  function fit(value, form, where, open = false) {
    if (form === ANY) return;
    const refused = () => refuse("unreadable", where);
    if (typeof form === "string") return typeof value === form || refused();
    if (form instanceof RegExp) return (typeof value === "string" && form.test(value)) || refused();
    if (Array.isArray(form)) return Array.isArray(value) ? value.forEach((part) => fit(part, form[0], where)) : refused();
    if (value === null || typeof value !== "object" || Array.isArray(value)) refused();
    if (form instanceof Map) return Object.entries(value).forEach(([name, part]) => fit(part, form.get(""), name.slice(0, 40)));
    const forms = new Map(Object.entries(form).map(([name, part]) => [name.replace("?", ""), part]));
    for (const [name, part] of Object.entries(value)) {
      if (!forms.has(name) && !open) refuse("unreadable", name.slice(0, 40));
      if (forms.has(name)) fit(part, forms.get(name), name);
    }
    for (const name of Object.keys(form)) if (!name.endsWith("?") && !Object.hasOwn(value, name)) refuse("unreadable", name);
  }

  // Keys

  async function parseKey(vkey) {
    const [name, hash, written] = [vkey.split("+", 1)[0], ...vkey.split("+").slice(1, 2), vkey.split("+").slice(2).join("+")];
    const typed = fromBase64(written ?? "");
    need(typed.length === 33 && typed[0] === 1, "key-unreadable", name);
    const expected = hex((await sha256(joined(encode(`${name}\n`), typed))).slice(0, 4));
    need(hash === expected, "key-unreadable", name);
    const raw = typed.slice(1);
    return { name, vkey, hash: expected, raw, key: await imported(raw), fingerprint: hex(await sha256(raw)) };
  }

  const imported = (raw) => crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const signedBy = (key, signature, message) => crypto.subtle.verify({ name: "Ed25519" }, key.key, signature, message);

  async function keysOf(said, known) {
    const keys = new Map();
    for (const [origin, vkey] of Object.entries(said.keys)) {
      const key = await parseKey(vkey);
      need(key.name === origin, "key-unreadable", origin);
      need(known.length === 0 || known.includes(vkey), "key-unknown", origin);
      keys.set(origin, key);
    }
    return keys;
  }

  /** How securesystemslib names a key: the hash of its description. */
  const keyid = async (key) =>
    hex(await sha256(encode(`{"keytype":"ed25519","keyval":{"public":"${hex(key.raw)}"},"scheme":"ed25519"}`)));

  // The certificate

  function readForm(bytes) {
    need(bytes.length <= LARGEST, "unreadable", "32 MiB");
    const envelope = read(bytes, "\n");
    fit(envelope, ENVELOPE, "DSSE");
    need(envelope.payloadType === PAYLOAD, "unreadable", "DSSE");
    const payload = fromBase64(envelope.payload);
    const statement = read(payload);
    fit(statement, STATED, "in-toto");
    need((statement._type ?? STATEMENT) === STATEMENT && (statement.predicateType ?? PREDICATE) === PREDICATE, "unreadable", "in-toto");
    if (statement.predicate.policy !== null) fit(statement.predicate.policy, RECORDED, "policy");
    fit(statement.predicate.clock ?? "2026-01-01T00:00:00Z", MOMENT, "clock");
    return { envelope, payload, statement, said: statement.predicate };
  }

  async function checkSignature({ envelope, payload, said }, keys) {
    const key = keys.get(said.origin) ?? refuse("signature-bad", said.origin);
    need(envelope.signatures.length === 1 && envelope.signatures[0].keyid === (await keyid(key)), "signature-bad", said.origin);
    const head = encode(`DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${payload.length} `);
    const signature = fromBase64(envelope.signatures[0].sig);
    need(await signedBy(key, signature, joined(head, payload)), "signature-bad", said.origin);
  }

  async function checkFiles(statement, files) {
    const released = new Map(statement.subject.map((subject) => [subject.name, subject.digest.sha256]));
    const met = [];
    for (const { name, bytes } of files) {
      const digest = hex(await sha256(bytes));
      need(!released.has(name) || released.get(name) === digest, "file-changed", name);
      need([...released.values()].includes(digest), "file-unknown", name);
      met.push(name);
    }
    return met;
  }

  // Logs

  const leafOf = (raw) => sha256(joined(Uint8Array.of(0), raw));
  const nodeOf = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

  /** Where a proof leads: RFC 9162, section 2.1.3.2. Sizes are BigInt, for a log may be larger than 2^53. */
  async function rootOf(leaf, index, size, hashes) {
    let [reached, place, last] = [leaf, index, size - 1n];
    for (const sibling of hashes) {
      if (sibling.length !== 32 || last === 0n) return "";
      if ((place & 1n) === 1n || place === last) {
        reached = await nodeOf(sibling, reached);
        while (place !== 0n && (place & 1n) === 0n) [place, last] = [place >> 1n, last >> 1n];
      } else {
        reached = await nodeOf(reached, sibling);
      }
      [place, last] = [place >> 1n, last >> 1n];
    }
    return last === 0n ? hex(reached) : "";
  }

  function number(text) {
    need(/^(0|[1-9][0-9]{0,18})$/.test(text), "unreadable", text.slice(0, 40));
    return BigInt(text);
  }

  /** A checkpoint, once its log's own key is found to have signed it (signed-note, tlog-checkpoint). */
  async function openCheckpoint(note, key) {
    const border = note.lastIndexOf("\n\n");
    const plain = note.length <= MOST_NOTE && !/[\0-\x09\x0b-\x1f]/.test(note);
    need(plain && border > 0 && note.endsWith("\n"), "not-in-log", key.name);
    const lines = note.slice(border + 2, -1).split("\n");
    need(lines.length <= MOST_SIGNATURES, "not-in-log", key.name);
    const text = note.slice(0, border + 1);
    let signed = false;
    for (const line of lines) {
      const [, name, written] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? refuse("not-in-log", key.name);
      const data = fromBase64(written);
      need(data.length > 4, "not-in-log", key.name);
      if (name !== key.name || hex(data.slice(0, 4)) !== key.hash) continue;
      need(await signedBy(key, data.slice(4), encode(text)), "checkpoint-bad", key.name);
      signed = true;
    }
    need(signed, "checkpoint-bad", key.name);
    const [origin, size, root] = text.split("\n");
    need(origin === key.name && fromBase64(root ?? "").length === 32, "checkpoint-bad", key.name);
    return { size: number(size), root: hex(fromBase64(root)), note };
  }

  /** An entry, proved to lie in the signed log of its section: what it says, and its place. */
  async function proved(recorded, kinds, context) {
    const raw = fromBase64(recorded.entry);
    need(raw.length <= LARGEST_ENTRY && recorded.proof.length <= 2 * MOST_NOTE, "not-in-log", recorded.ref.slice(0, 12));
    const entry = read(raw);
    fit(entry, ENTRY, "entry");
    const leaf = await leafOf(raw);
    need(hex(leaf) === recorded.ref, "not-in-log", recorded.ref.slice(0, 12));
    const key = context.keys.get(entry.origin) ?? refuse("not-in-log", entry.origin);
    const border = recorded.proof.indexOf("\n\n");
    const [head, ...lines] = recorded.proof.slice(0, border).split("\n");
    if (lines[0]?.startsWith("extra ")) fromBase64(lines.shift().slice("extra ".length));
    need(border > 0 && head === PROOF && lines[0]?.startsWith("index "), "not-in-log", entry.origin);
    const checkpoint = await openCheckpoint(recorded.proof.slice(border + 2), key);
    const index = number(lines[0].slice("index ".length));
    need(index < checkpoint.size && lines.length <= MOST_HASHES + 1, "not-in-log", entry.origin);
    const root = await rootOf(leaf, index, checkpoint.size, lines.slice(1).map(fromBase64));
    need(root === checkpoint.root, "not-in-log", entry.origin);
    need((context.pasts.get(entry.origin) ?? checkpoint.note) === checkpoint.note, "two-pasts", entry.origin);
    context.pasts.set(entry.origin, checkpoint.note);
    need(kinds.includes(entry.kind), "inconsistent", entry.kind);
    fit(entry.body, USED[entry.kind] ?? {}, entry.kind, true);
    return { entry, body: entry.body, index, ref: recorded.ref };
  }

  async function checkLogs(said, keys) {
    const context = { keys, pasts: new Map() };
    const all = async (parts, kind) => Promise.all(parts.map((part) => proved(part.recorded, [kind], context)));
    const found = {
      release: await proved(said.release, ["output.released/1"], context),
      draft: await proved(said.draft, ["version.drafted/1"], context),
      policy: await proved(said.policy ?? refuse("inconsistent", "policy"), ["policy.adopted/1"], context),
      countersignatures: await all(said.countersignatures, "draft.countersigned/1"),
      overrides: await all(said.overrides, "gate.overridden/1"),
      dissents: await all(said.dissents, "dissent.noted/1"),
      declines: await all(said.declines, "draft.declined/1"),
    };
    const about = ["person_key.added/1", "person_key.revoked/1", "key.revoked/1"];
    for (const recorded of said.personal_keys ?? []) await proved(recorded, about, context);
    const told = [];
    for (const recorded of said.section_keys ?? []) told.push(await proved(recorded, ["key.added/1", "key.revoked/1"], context));
    for (const { entry, body } of told) {
      const gone = entry.kind === "key.revoked/1" && body.vkey === keys.get(entry.origin).vkey;
      need(sectionOf(entry) === body.section && !gone, "inconsistent", entry.kind);
    }
    const sizes = new Map(Array.from(context.pasts, ([origin, note]) => [origin, number(note.split("\n")[1])]));
    return { ...found, told, sizes };
  }

  // What the entries say

  const sectionOf = (entry) => entry.origin.split("/").pop();

  /** A moment in millionths of a second, all of which count. */
  function momentOf(text) {
    const [, whole, part, zone] = MOMENT.exec(text) ?? refuse("unreadable", text.slice(0, 40));
    return BigInt(Date.parse(whole + zone)) * 1000n + BigInt((part ?? ".").slice(1).padEnd(6, "0"));
  }

  const sameMoment = (one, other) => momentOf(one) === momentOf(other);

  function before(logs, fact) {
    const seen = (logs.release.entry.seen ?? {})[fact.entry.origin] ?? 0;
    need(fact.index < BigInt(seen), "inconsistent", fact.entry.kind);
  }

  function checkRelease({ statement, said }, logs) {
    const { entry, body, ref } = logs.release;
    const logged = [entry.origin, entry.case ?? "", entry.actor, body.output, body.version, body.draft_ref];
    const shown = [said.origin, said.case, said.released_by, said.output, said.version, said.draft.ref];
    need(equal(logged, shown) && sameMoment(entry.at, said.released_at), "inconsistent", entry.kind);
    need(sectionOf(entry) === said.section && (entry.policy ?? "") === said.policy.ref, "inconsistent", ref.slice(0, 12));
    const draft = logs.draft;
    const drafted = [draft.entry.case ?? "", draft.body.output, draft.body.version, draft.body.language];
    need(equal(drafted, [said.case, said.output, said.version, said.language]), "inconsistent", draft.entry.kind);
    before(logs, draft);
    before(logs, logs.policy);
    const acting = [said.released_by, ...said.countersignatures.map((c) => c.person), ...said.overrides.map((o) => o.officer)];
    need(!acting.some((person) => draft.body.authors.includes(person)), "inconsistent", draft.entry.kind);
    const files = body.renderings.map((file) => [file.name, { sha256: file.sha256 }]);
    const names = new Set(files.map(([name]) => name));
    need(files.length > 0 && names.size === files.length, "inconsistent", entry.kind);
    need(equal(files, statement.subject.map((subject) => [subject.name, subject.digest])), "inconsistent", entry.kind);
    const outcomes = body.outcomes.map((outcome) => [outcome.gate, outcome.state]);
    need(equal(outcomes, said.gates.map((gate) => [gate.number, gate.state])), "inconsistent", entry.kind);
  }

  function checkGates(said) {
    const named = said.gates.map((gate) => [gate.number, gate.name]);
    need(equal(named, GATES.map((name, at) => [at + 1, name])), "inconsistent", `1-${GATES.length}`);
    const closed = said.gates.filter((gate) => gate.state === "closed" || (gate.number === CERTIFICATE && gate.state !== "open"));
    need(closed.length === 0, "gate-closed", closed.map((gate) => gate.number).join(", "));
    const overridden = said.gates.filter((gate) => gate.state === "overridden").map((gate) => gate.number);
    const officers = said.overrides.map((override) => override.gate).sort((one, other) => one - other);
    need(equal(officers, overridden), "inconsistent", overridden.join(", "));
  }

  function checkVoices(said, logs) {
    said.overrides.forEach((shown, at) => {
      const { entry, body } = logs.overrides[at];
      before(logs, logs.overrides[at]);
      const logged = [entry.case ?? "", body.gate, entry.actor, body.reason, body.expires, body.draft_ref];
      need(equal(logged, [said.case, shown.gate, shown.officer, shown.reason, shown.expires, said.draft.ref]), "inconsistent", entry.kind);
      need(momentOf(said.released_at) < momentOf(`${body.expires}T00:00:00Z`), "inconsistent", entry.kind);
    });
    said.dissents.forEach((shown, at) => {
      const { entry, body } = logs.dissents[at];
      const logged = [entry.case ?? "", body.objection, entry.actor ?? "", body.text];
      need(equal(logged, [said.case, shown.objection, shown.person, shown.text]), "inconsistent", entry.kind);
      need(!shown.section || sectionOf(entry) === shown.section, "inconsistent", entry.kind);
    });
    said.declines.forEach((shown, at) => {
      const { entry, body } = logs.declines[at];
      const logged = [entry.case ?? "", body.section, body.refuses, body.text, body.draft_ref];
      need(equal(logged, [said.case, shown.section, shown.refuses, shown.text, said.draft.ref]), "inconsistent", entry.kind);
      need(sectionOf(entry) === shown.section, "inconsistent", entry.kind);
      const withdraws = body.refuses.some((each) => each === "countersign" || each === "publish");
      const signed = said.countersignatures.some((each) => each.section === shown.section && momentOf(each.at) <= momentOf(entry.at));
      need(!(withdraws && signed), "countersignature-bad", shown.section);
    });
  }

  /** The key that a section named when it signed at a place of its log: the current one, or one that the log had then. */
  async function keyWhen({ told }, keys, { entry, body, index }) {
    const current = keys.get(entry.origin);
    if (body.vkey === current.vkey) return current;
    const before = told.filter((each) => each.entry.origin === entry.origin && each.index < index && each.body.vkey === body.vkey);
    const had = before.some((each) => each.entry.kind === "key.added/1") && !before.some((each) => each.entry.kind === "key.revoked/1");
    need(had, "countersignature-bad", body.section);
    const key = await parseKey(body.vkey);
    need(key.name === entry.origin, "countersignature-bad", body.section);
    return key;
  }

  async function checkCountersignatures(said, logs, keys) {
    for (const [at, shown] of said.countersignatures.entries()) {
      const { entry, body } = logs.countersignatures[at];
      const key = await keyWhen(logs, keys, logs.countersignatures[at]);
      const right = body.section === shown.section && entry.actor === shown.person && sameMoment(entry.at, shown.at)
        && sectionOf(entry) === shown.section
        && equal([entry.case ?? "", body.output, body.version, body.draft_ref], [said.case, said.output, said.version, said.draft.ref]);
      need(right, "countersignature-bad", shown.section);
      before(logs, logs.countersignatures[at]);
      const named = { origin: entry.origin, output: body.output, version: body.version, draft_ref: body.draft_ref };
      const message = encode(`answerable countersignature v1\n${canonical(named)}`);
      need(await signedBy(key, fromBase64(body.signature), message), "countersignature-bad", shown.section);
    }
    if (said.gates.some((gate) => gate.number === COUNTERSIGNATURE && gate.state === "overridden")) return;
    need(said.countersignatures.length > 0 && meets(logs.policy.body.quorum, said), "countersignature-missing");
  }

  /** Whether the countersignatures are those that a rule of the policy asks for. */
  function meets(rule, said) {
    const count = (some) => some?.length ?? 0;
    const ways = [count(rule.all), count(rule.any), count(rule.among), rule.section, rule.role, rule.affected].filter(Boolean);
    const least = rule.least ?? 0;
    need(ways.length === 1 && Boolean(least) === Boolean(count(rule.among)) && least <= count(rule.among), "inconsistent", "quorum");
    const parts = [rule.all, rule.any, rule.among].find(count) ?? [];
    const sections = said.countersignatures.map((each) => each.section);
    if (parts.length) {
      return parts.map((part) => meets(part, said)).filter(Boolean).length >= (count(rule.all) ? parts.length : least || 1);
    }
    if (rule.section) return sections.includes(rule.section);
    if (rule.role) return said.countersignatures.some((each) => each.roles.includes(rule.role));
    return said.affected.every((each) => sections.includes(each.section));
  }

  async function checkOpened({ envelope, said }) {
    const spoken = new Set([...said.people.map((person) => person.name ?? ""), ...said.overrides.map((each) => each.reason),
      ...said.declines.map((each) => each.text), ...said.dissents.map((each) => each.text)]);
    const disclosures = Object.entries(envelope.disclosures ?? {});
    for (const [commitment, opening] of disclosures) {
      const fits = /^[0-9a-f]{64}$/.test(opening.salt)
        && commitment === `sha256:${hex(await sha256(joined(unhex(opening.salt), encode(opening.text))))}`;
      need(spoken.has(commitment) && fits, "opening-bad", opening.text.slice(0, 60));
    }
    spoken.delete("");
    return spoken.size - disclosures.length;
  }

  /** Checks everything in order, telling after each what was found; throws what failed. */
  async function verify(bytes, files, known, named, tell) {
    const form = readForm(bytes);
    const { case: matter, output, version } = form.said;
    need(!named || named === `${matter}/${output}/${version}`, "inconsistent", named);
    tell("form");
    const keys = await keysOf(form.said, known);
    tell("keys", keys.size);
    await checkSignature(form, keys);
    tell("signature", form.said.origin);
    const met = await checkFiles(form.statement, files);
    tell(files.length ? "files" : "files-none", met.join(", "));
    const logs = await checkLogs(form.said, keys);
    tell("logs", logs.sizes.size);
    checkRelease(form, logs);
    tell("release", `${form.said.output} ${form.said.version}`);
    checkGates(form.said);
    tell("gates", form.said.gates.filter((gate) => gate.state === "overridden").map((gate) => gate.number).join(", ") || "–");
    checkVoices(form.said, logs);
    tell("voices", form.said.dissents.length + form.said.declines.length);
    await checkCountersignatures(form.said, logs, keys);
    tell("countersigned", form.said.countersignatures.map((each) => each.section).join(", ") || "–");
    tell("opened", await checkOpened(form));
    const asked = logs.policy.body.signatures === "required";
    const acts = [logs.release, ...logs.countersignatures, ...logs.overrides, ...logs.dissents, ...logs.declines];
    return { said: form.said, keys, sizes: logs.sizes, files: met, personal: acts.filter((act) => asked || act.body.personal).length };
  }

  /** Whether this browser checks Ed25519 as RFC 8032 has it: its first test, right and then wrong. */
  async function able() {
    const key = unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const signature = unhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    try {
      const made = { key: await imported(key) };
      return (await signedBy(made, signature, new Uint8Array())) && !(await signedBy(made, signature, Uint8Array.of(0)));
    } catch {
      return false;
    }
  }

  return { CHECKS, LARGEST, Refused, able, verify };
})();
