/* markdownx catches Tab inside its editor and never lets the keyboard out. Give Tab back. */
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.closest(".markdownx-editor")) {
      event.stopPropagation();
    }
  },
  true,
);
