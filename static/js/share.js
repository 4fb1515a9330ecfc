/* Ways to pass a page on that need a script. They are hidden until it runs; nothing is asked of any host. */
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-share-address]")) {
    button.hidden = !navigator.share;
    button.addEventListener("click", () => {
      const { shareTitle: title, shareText: text, shareAddress: url } = button.dataset;
      navigator.share({ title, text, url }).catch(() => {}); // the reader changed their mind
    });
  }
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const page = window.open(button.dataset.print);
      page?.addEventListener("load", () => page.print());
    });
  }
});
