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
    const known = at("known").value.split("\n").map((each) => each.trim()).filter(Boolean);
    const told = [];
    const tell = (name, detail) => told.push([name, name.endsWith("-none") ? "unchecked" : "so", text(`so-${name}`, detail)]);
    let end;
    try {
      const source = taken ?? (await bytesOf(chosen, LARGEST));
      const files = [];
      for (const file of at("files").files) files.push({ name: file.name, bytes: await bytesOf(file) });
      const found = await verify(source, files, known, named, tell);
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

  function show(found, known) {
    const said = found.said;
    list("keys-found", Array.from(found.keys.values(), (key) => `${key.name}: ${key.fingerprint}`));
    const unknown = [known.length ? text("keys-known") : text("keys-unknown")];
    if (found.personal) line("persons", "unchecked", text("personal", found.personal));
    if (!found.files.length) unknown.push(text("no-files"));
    unknown.push(text("left-out"));
    if (said.clock) unknown.push(text("clock", said.clock.slice(0, 10)));
    list("unknown", unknown);
    at("beyond").hidden = false;
    const here = Array.from(document.querySelectorAll("#site-keys .digest"), (each) => each.textContent.trim());
    const strange = Array.from(found.keys.values()).filter((key) => here.length && !known.length && !here.includes(key.vkey));
    const what = `${said.output} ${said.version} (${said.case})`;
    if (strange.length) return conclude("strange", `${what}: ${strange.map((key) => key.name).join(", ")}`);
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
