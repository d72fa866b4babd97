/* The page that checks a certificate in the reader's own browser, by certificate.js; nothing is sent anywhere.

   What is shown is always text and never markup, and only of what is chosen now: a change takes the last result away. */
"use strict";

(() => {
  const { CHECKS, LARGEST, Refused, able, verify } = Certificate;
  const at = (id) => document.getElementById(id);
  const text = (name, detail = "") =>
    (document.querySelector(`[data-text="${name}"]`)?.textContent ?? name).trim().replace("%s", () => String(detail));

  function line(name, state, detail) {
    const item = document.createElement("li");
    item.className = state;
    item.dataset.check = name;
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = { so: "○ ", failed: "■ ", unchecked: "◇ " }[state];
    const word = document.createElement("b");
    word.textContent = `${text(state)}: `;
    item.append(mark, word, detail);
    at("checks").append(item);
  }

  function conclude(name, detail) {
    at("outcome").textContent = text(name, detail);
    at("outcome").className = name;
    at("result").hidden = false;
    at("outcome").focus();
  }

  function list(id, lines) {
    at(id).replaceChildren(...lines.map((each) => {
      const item = document.createElement("li");
      item.textContent = each;
      return item;
    }));
  }

  const given = { certificate: null, named: "" };
  let runs = 0; // counts what was asked for; what was found counts while nothing else was asked since

  /** Takes away what was found of something else than what is chosen now. */
  function forget() {
    runs += 1;
    at("result").hidden = true;
    at("beyond").hidden = true;
    for (const id of ["checks", "keys-found", "unknown"]) at(id).replaceChildren();
  }

  async function bytesOf(file, largest = Infinity) {
    if (file.size > largest) throw new Refused("unreadable", "32 MiB");
    return new Uint8Array(await file.arrayBuffer());
  }

  async function run() {
    forget();
    const mine = runs;
    if (!(await able())) return conclude("unable");
    const chosen = at("certificate").files[0];
    if (!chosen && !given.certificate) return conclude("none");
    const [taken, named] = chosen ? [null, ""] : [given.certificate, given.named];
    const known = givenKeys();
    const told = [];
    const tell = (name, detail) => told.push([name, name.endsWith("-none") ? "unchecked" : "so", text(`so-${name}`, detail)]);
    let end;
    try {
      const source = taken ?? (await bytesOf(chosen, LARGEST));
      const files = [];
      for (const file of at("files").files) files.push({ name: file.name, bytes: await bytesOf(file) });
      const found = await verify(source, files, [...known.keys()], named, tell);
      end = () => show(found, known);
    } catch (error) {
      end = () => failed(error, told.length);
    }
    if (mine !== runs) return;
    told.forEach((each) => line(...each));
    end();
  }

  function failed(error, told) {
    const [next, ...rest] = CHECKS.slice(told);
    const why = error instanceof Refused ? text(error.text, error.detail) : text("unreadable", error.name);
    line(next ?? "opened", "failed", why);
    rest.forEach((name) => line(name, "unchecked", text(`check-${name}`)));
    conclude("not-verified");
  }

  /** The keys in the field, one on a line, and of those that ended for how many entries they counted. */
  function givenKeys() {
    const lines = at("known").value.split("\n").map((each) => each.trim()).filter(Boolean);
    return new Map(lines.map((each) => [each.split(" until ")[0], { until: each.split(" until ")[1] }]));
  }

  /** The keys on this site, each with the day on which it ended and for how many entries it counted, if it did. */
  const siteKeys = () => new Map(Array.from(document.querySelectorAll("#site-keys .digest"),
    (each) => [each.textContent.trim(), each.closest("li").dataset]));

  /** The roots on this site that list a log of this certificate. */
  const rootsOf = (found) => Array.from(document.querySelectorAll("#site-roots li"))
    .filter((each) => each.dataset.logs.split(" ").some((origin) => found.keys.has(origin)));

  const isLate = (until, size) => until !== undefined && !(/^[0-9]+$/.test(until) && size <= BigInt(until));

  function show(found, known) {
    const said = found.said;
    const counted = known.size ? known : siteKeys();
    const keys = Array.from(found.keys.values());
    const endOf = (key) => counted.get(key.vkey) ?? {};
    const roots = known.size ? [] : rootsOf(found);
    list("keys-found", keys.map((key) => `${key.name}: ${key.fingerprint}`));
    const unknown = [known.size ? text("keys-known") : text("keys-unknown")];
    for (const key of keys) if (endOf(key).ended || endOf(key).until) unknown.push(text("key-ended", `${key.name} ${endOf(key).ended ?? ""}`.trim()));
    const today = new Date().toISOString().slice(0, 10);
    for (const root of roots) unknown.push(text(root.dataset.expires <= today ? "root-ended" : "root-holds", root.textContent.trim()));
    if (found.personal) line("persons", "unchecked", text("personal", found.personal));
    if (!found.files.length) unknown.push(text("no-files"));
    unknown.push(text("left-out"));
    if (said.clock) unknown.push(text("clock", said.clock.slice(0, 10)));
    list("unknown", unknown);
    at("beyond").hidden = false;
    const strange = keys.filter((key) => counted.size && !counted.has(key.vkey));
    const late = keys.filter((key) => isLate(endOf(key).until, found.sizes.get(key.name) ?? 0n));
    const over = roots.filter((root) => Date.parse(said.released_at) >= Date.parse(`${root.dataset.expires}T00:00:00Z`));
    const what = `${said.output} ${said.version} (${said.case})`;
    const names = (some) => `${what}: ${some.map((key) => key.name).join(", ")}`;
    if (late.length) return conclude("late", names(late));
    if (strange.length) return conclude("strange", names(strange));
    if (over.length) return conclude("root-over", what);
    conclude("verified", what);
  }

  /** Takes the certificate of a release of this site, which the address names after its number sign. */
  async function take() {
    const folder = location.hash.slice(1);
    forget();
    [given.certificate, given.named] = [null, ""];
    at("taken").textContent = "";
    if (!/^(~?[A-Za-z0-9][A-Za-z0-9._-]*~?\/){2}[0-9]+$/.test(folder)) return;
    const named = folder.replaceAll("~", ""); // the signs around a key that cannot be a folder
    try {
      const answer = await fetch(`../releases/${folder}/certificate.json`, { cache: "no-store" });
      if (!answer.ok) throw new Refused("unreadable", answer.status);
      const certificate = new Uint8Array(await answer.arrayBuffer());
      if (folder !== location.hash.slice(1)) return;
      [given.certificate, given.named] = [certificate, named];
      at("taken").textContent = text("taken", named);
    } catch {
      if (folder === location.hash.slice(1)) at("taken").textContent = text("not-taken");
    }
  }

  function drop(event) {
    event.preventDefault();
    const certificate = new DataTransfer();
    const files = new DataTransfer();
    for (const file of event.dataTransfer.files) (file.name.endsWith("certificate.json") ? certificate : files).items.add(file);
    if (certificate.files.length) at("certificate").files = certificate.files;
    if (files.files.length) at("files").files = files.files;
    forget();
  }

  at("verify").hidden = false;
  at("verify").addEventListener("submit", (event) => { event.preventDefault(); run(); });
  at("verify").addEventListener("input", forget);
  at("verify").addEventListener("dragover", (event) => event.preventDefault());
  at("verify").addEventListener("drop", drop);
  addEventListener("hashchange", take);
  take();
})();
