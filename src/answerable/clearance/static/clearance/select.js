// Words selected in a text go into the field beside it, and open the statement they stand in. Without this script they
// are copied by hand.
"use strict";

for (const source of document.querySelectorAll("[data-select-from]")) {
  const field = document.getElementById(source.dataset.selectFrom);
  const take = () => {
    const chosen = document.getSelection();
    const words = chosen ? chosen.toString().trim() : "";
    if (!words || !chosen.anchorNode || !source.contains(chosen.anchorNode)) return;
    field.value = words;
    if (source.dataset.selectOpens) open(source, chosen.getRangeAt(0));
  };
  source.addEventListener("mouseup", take);
  source.addEventListener("touchend", take);
  source.addEventListener("keyup", take);
}

// The statement is that of the last anchor before the selected words.
function open(source, range) {
  let found = null;
  for (const anchor of source.querySelectorAll(".anchor")) {
    if (range.comparePoint(anchor, 0) <= 0) found = anchor;
  }
  if (!found) return;
  const note = document.getElementById(source.dataset.selectOpens + found.id.replace(/^statement-/, ""));
  if (!note) return;
  for (const folded of note.querySelectorAll("details")) folded.open = true;
  note.scrollIntoView({ block: "nearest" });
  note.classList.add("chosen");
  for (const other of document.querySelectorAll(".chosen")) if (other !== note) other.classList.remove("chosen");
}
