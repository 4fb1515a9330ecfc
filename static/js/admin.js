/* The admin's list pickers name their magnifying glass, but give it no role that may have a name. */
addEventListener("load", () => {
  for (const icon of document.querySelectorAll(".search-label-icon[aria-label]")) {
    icon.setAttribute("role", "img");
  }
});
