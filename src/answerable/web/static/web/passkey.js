// Says on the page that a passkey did not answer; allauth's scripts tell it to the document alone.
document.addEventListener("allauth.error", () => {
  const said = document.getElementById("passkey-failed");
  if (said) said.hidden = false;
});
