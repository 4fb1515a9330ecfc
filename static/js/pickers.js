/* A button at every field in the dialect, and the dialog that puts in what the text can name. Buttons in parts that
   are added later come with their copy, so all clicks are heard in one place. */
addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("picker");
  if (!dialog) {
    return;
  }
  const kinds = dialog.querySelector("select");
  const words = dialog.querySelector("[type=search]");
  const found = dialog.querySelector(".picker__found");
  const said = dialog.querySelector(".picker__said");
  let field;
  let asked = 0;
  let timer;

  function addButton(editor) {
    const button = document.createElement("button");
    const into = document.createElement("span");
    button.type = "button";
    button.className = "insert-button";
    button.setAttribute("aria-haspopup", "dialog");
    button.textContent = "Insert…";
    into.className = "visually-hidden";
    into.textContent = ` into ${nameOf(editor)}`;
    button.append(into);
    editor.after(button);
  }

  function nameOf(editor) {
    return editor.labels[0]?.textContent.trim().replace(/:$/, "") ?? "the text";
  }

  function open(button) {
    field = button.parentElement.querySelector("[data-dialect]");
    for (const option of kinds.querySelectorAll("[data-is-block]")) {
      option.disabled = option.hidden = field.dataset.dialect === "inline";
    }
    if (kinds.selectedOptions[0].disabled) {
      kinds.selectedIndex = 0;
    }
    dialog.querySelector("h2").textContent = `Insert into ${nameOf(field)}`;
    words.value = "";
    dialog.showModal();
    words.focus();
    look();
  }

  async function look() {
    const mine = (asked += 1);
    try {
      const answer = await fetch(`${kinds.value}?q=${encodeURIComponent(words.value)}`, { redirect: "error" });
      const html = answer.ok ? await answer.text() : "";
      if (mine === asked) {
        found.innerHTML = html;
        said.textContent = found.querySelector(".picks")?.dataset.said ?? "The list cannot be shown. You may have been signed out.";
      }
    } catch {
      said.textContent = "The list cannot be shown. You may have been signed out.";
    }
  }

  function insert(pick) {
    const { code } = pick.dataset;
    dialog.close();
    if ("isBlock" in pick.dataset) {
      insertBlock(field, code, code.match(/^!\[(.*)\]\(/)?.[1] ?? "Write here.");
    } else {
      insertText(field, code);
    }
  }

  function move(event, step) {
    const stops = [words, ...found.querySelectorAll(".pick")];
    const at = stops.indexOf(event.target.closest(".pick, [type=search]"));
    if (at >= 0) {
      event.preventDefault();
      stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".insert-button");
    const pick = event.target.closest(".pick");
    if (button) {
      open(button);
    } else if (pick) {
      insert(pick);
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === words) {
      event.preventDefault();
      found.querySelector(".pick")?.click();
    } else if (event.key === "Escape") {
      event.preventDefault(); // browsers would only empty the search first
      dialog.close();
    }
  });
  dialog.querySelector(".picker__close").addEventListener("click", () => dialog.close());
  kinds.addEventListener("change", look);
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  for (const editor of document.querySelectorAll("[data-dialect]")) {
    addButton(editor);
  }
});
