/* Puts text into a field as if it were typed, so that undo takes it out again. For pictures.js and pickers.js. */
function insertText(field, text) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* After the paragraph that the cursor stands in, as a paragraph of its own; `words` of it are selected. */
function insertBlock(field, code, words) {
  const next = field.value.indexOf("\n\n", field.selectionEnd);
  const end = next < 0 ? field.value.length : next;
  const before = field.value.slice(0, end);
  field.setSelectionRange(before.trimEnd().length, end);
  insertText(field, before.trim() ? `\n\n${code}` : code);
  const start = field.selectionEnd - code.length + code.indexOf(words);
  field.setSelectionRange(start, start + words.length);
}
