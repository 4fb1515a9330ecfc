/* Buttons that copy the text beside them. Without a script the text can be marked and copied by hand. */
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      button.setAttribute("aria-label", button.dataset.done);
    });
  }
});
