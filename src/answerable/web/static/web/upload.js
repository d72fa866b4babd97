// Sends a large file in pieces, and goes on where it broke off: after a cut line, a reload, a restart of the server.
// Without this script the file goes with the form, in one piece. Speaks tus 1.0.0 (https://tus.io).
"use strict";

const PIECE = 8 * 1024 * 1024;
const END = 1024 * 1024; // bytes at each end that the mark of a file is made from
const WAITS = [1, 2, 5, 10, 20, 30, 60]; // seconds between tries; chosen by hand
const VERSION = { "Tus-Resumable": "1.0.0" };

for (const input of document.querySelectorAll("input[type=file][data-uploads]")) {
  const form = input.form;
  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file || file.size <= PIECE || form.dataset.sending || event.submitter?.name === "add") return;
    event.preventDefault();
    form.dataset.sending = "yes";
    send(form, input, file).then(
      () => form.requestSubmit(),
      () => failed(form, input),
    );
  });
}

async function send(form, input, file) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const address = await begin(input.dataset.uploads, token, file);
  let offset = await offsetOf(address);
  while (offset < file.size) {
    show(input, offset, file.size);
    offset = await tried(() => sendPiece(address, token, file, offset), () => offsetOf(address));
  }
  show(input, offset, file.size);
  const held = form.elements[`${input.name}-upload`];
  held.value = address.split("/").filter(Boolean).pop();
  input.required = false;
  input.value = "";
}

// Tells the server whether this file was begun before: the digest of its name, size and date, and of both its ends.
async function markOf(file) {
  if (!crypto.subtle) return ""; // over plain HTTP a browser has none: then a reload begins anew
  const told = new Blob([`${file.name}\n${file.size}\n${file.lastModified}\n`, file.slice(0, END), file.slice(-END)]);
  return packed(new Uint8Array(await crypto.subtle.digest("SHA-256", await told.arrayBuffer())));
}

async function begin(address, token, file) {
  const told = [`filename ${packed(new TextEncoder().encode(file.name))}`];
  const mark = await markOf(file);
  if (mark) told.push(`mark ${packed(new TextEncoder().encode(mark))}`);
  const headers = {
    ...VERSION,
    "X-CSRFToken": token,
    "Upload-Length": String(file.size),
    "Upload-Metadata": told.join(","),
  };
  const answer = await fetch(address, { method: "POST", headers });
  if (answer.status !== 201) throw new Error(`no upload was begun: ${answer.status}`);
  return answer.headers.get("Location");
}

function packed(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

async function offsetOf(address) {
  const answer = await fetch(address, { method: "HEAD", headers: VERSION });
  const offset = answer.ok ? answer.headers.get("Upload-Offset") : null;
  return offset === null ? -1 : Number(offset);
}

async function sendPiece(address, token, file, offset) {
  const headers = {
    ...VERSION,
    "X-CSRFToken": token,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  };
  const answer = await fetch(address, { method: "PATCH", headers, body: file.slice(offset, offset + PIECE) });
  if (answer.status !== 204) throw new Error(`a piece was not taken: ${answer.status}`);
  return Number(answer.headers.get("Upload-Offset"));
}

// Tries until it works, asking each time how much arrived after all.
async function tried(act, ask) {
  for (const wait of WAITS) {
    try {
      return await act();
    } catch {
      await new Promise((done) => setTimeout(done, wait * 1000));
      try {
        const offset = await ask();
        if (offset >= 0) return offset;
      } catch {
        continue;
      }
      throw new Error("the upload is gone");
    }
  }
  return act();
}

function show(input, done, all) {
  say(input, `${Math.floor((100 * done) / all)} %`);
}

function failed(form, input) {
  delete form.dataset.sending;
  say(input, input.dataset.failed);
}

function say(input, words) {
  let line = input.parentElement.querySelector("[data-upload-state]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.uploadState = "";
    line.setAttribute("role", "status");
    input.after(line);
  }
  line.textContent = words;
}
