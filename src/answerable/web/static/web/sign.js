// Asks the browser for a passkey's signature, or for a new passkey, and sends it with the form of the page.
// Without this script the page still takes a signature made on the command line.
"use strict";

const decoded = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const encoded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const webSafe = (buffer) => encoded(buffer).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function takeOver(form, ask) {
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  let asking = false;
  button.closest("[hidden]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    status.textContent = "";
    try {
      await ask(form);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      asking = false;
      status.textContent = status.dataset.failed;
    }
  });
}

async function sign(form) {
  const passkeys = JSON.parse(form.dataset.passkeys);
  const made = await navigator.credentials.get({
    publicKey: {
      challenge: decoded(form.dataset.challenge),
      rpId: form.dataset.site,
      allowCredentials: passkeys.map((each) => ({ type: "public-key", id: decoded(each.credential) })),
      userVerification: "required",
    },
  });
  const used = webSafe(made.rawId);
  form.elements.namedItem("key").value = passkeys.find((each) => each.credential === used).key;
  form.elements.namedItem("signature").value = encoded(made.response.signature);
  form.elements.namedItem("authenticator").value = encoded(made.response.authenticatorData);
  form.elements.namedItem("client").value = encoded(made.response.clientDataJSON);
}

async function register(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = decoded(options.challenge);
  options.user.id = decoded(options.user.id);
  for (const each of options.excludeCredentials || []) each.id = decoded(each.id);
  const made = await navigator.credentials.create({ publicKey: options });
  form.elements.namedItem("answer").value = JSON.stringify({
    id: webSafe(made.rawId),
    rawId: webSafe(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: webSafe(made.response.clientDataJSON),
      attestationObject: webSafe(made.response.attestationObject),
    },
  });
}

if (window.PublicKeyCredential) {
  const signing = document.getElementById("passkey");
  const registering = document.getElementById("new-passkey");
  if (signing) takeOver(signing, sign);
  if (registering) takeOver(registering, register);
}
