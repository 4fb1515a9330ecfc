/* Pictures for a text: dropped, pasted, or chosen with a button. Takes the place of markdownx's own upload, which
   writes "Invalid response" into the text where the site says why a picture is not taken. */
const KINDS = "image/jpeg,image/png,image/webp";

function say(editor, words, page) {
  const status = editor.closest(".markdownx").querySelector(".picture-status");
  status.textContent = words;
  if (page) {
    const link = document.createElement("a");
    link.href = page;
    link.target = "_blank";
    link.textContent = "Say what it shows, in a new tab";
    status.append(" ", link);
  }
}

async function send(editor, file) {
  const form = new FormData();
  form.append("image", file);
  form.append("csrfmiddlewaretoken", editor.form.querySelector("[name=csrfmiddlewaretoken]").value);
  say(editor, "The picture is being read…");
  try {
    const response = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body: form });
    if (response.status === 413) {
      throw new Error("This file is larger than 10 MB. Save the picture smaller and try again.");
    }
    const said = await response.json();
    if (!response.ok) {
      throw new Error(said.detail);
    }
    insertBlock(editor, said.image_code, said.image_code.slice(2, said.image_code.indexOf("](")));
    say(editor, "The picture is in the text. It cannot be published before its own page is filled in.", said.page);
  } catch (error) {
    const known = error instanceof SyntaxError ? "You may have been signed out. Save your text, then try again." : error.message;
    say(editor, `The picture was not taken. ${known}`);
  }
}

function take(event, files) {
  const editor = event.target.closest?.(".markdownx-editor");
  if (editor && files?.length) {
    event.preventDefault();
    event.stopPropagation();
    send(editor, files[0]);
  }
}

document.addEventListener("drop", (event) => take(event, event.dataTransfer?.files), true);
document.addEventListener("paste", (event) => take(event, event.clipboardData?.files), true);

document.addEventListener("DOMContentLoaded", () => {
  for (const editor of document.querySelectorAll(".markdownx-editor")) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const status = document.createElement("p");
    label.className = "add-picture";
    label.textContent = "Add a picture to this text ";
    input.type = "file";
    input.accept = KINDS;
    input.addEventListener("change", () => {
      if (input.files.length) {
        send(editor, input.files[0]);
      }
      input.value = "";
    });
    status.className = "picture-status";
    status.setAttribute("role", "status");
    label.append(input);
    editor.closest(".markdownx").append(label, status);
  }
});
