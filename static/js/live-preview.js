/* The page beside its form, drawn anew when the typing pauses. It stands in a frame that runs no script, sends no form
   and leads nowhere; the frame is filled from here, so the policy of the site holds inside it too. */
addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("beside");
  const form = document.querySelector("#content-main form");
  if (!panel || !form) {
    return;
  }
  const PAUSE = 700;
  const holder = panel.querySelector(".beside__page");
  const frame = panel.querySelector("iframe");
  const found = panel.querySelector(".beside__found");
  const status = panel.querySelector("[role=status]");
  const dark = panel.querySelector("[value=dark]");
  let timer;
  let running;
  let drawn = ""; // how the frame is drawn now

  function view() {
    return panel.querySelector("[name=view]:checked");
  }

  /* Only news is announced. */
  function say(words) {
    if (status.textContent !== words) {
      status.textContent = words;
    }
  }

  function address() {
    const url = new URL(panel.dataset.address, location.href);
    if (view().dataset.part) {
      url.searchParams.set("as", view().dataset.part);
    }
    return url;
  }

  async function refresh() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const answer = await fetch(address(), { method: "POST", body: new FormData(form), signal });
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") {
        say("The preview cannot be refreshed; you may have been signed out. Your text is still in the form.");
      }
    }
  }

  function show(answer) {
    say(answer.said);
    if ("found" in answer) {
      found.innerHTML = answer.found;
    }
    if ("page" in answer) {
      draw(answer.page);
    }
  }

  /* The same view only gets new words, so that it neither flashes nor loses its place. */
  function draw(html) {
    const wanted = view().value;
    if (drawn === wanted && frame.contentDocument?.body) {
      const next = new DOMParser().parseFromString(html, "text/html");
      frame.contentDocument.body.replaceWith(frame.contentDocument.adoptNode(next.body));
    } else {
      drawn = wanted;
      frame.srcdoc = html;
    }
  }

  function settle() {
    const page = frame.contentDocument;
    const base = page.createElement("base");
    base.target = "_blank"; // which a frame without popups never opens
    page.head.append(base);
    page.addEventListener("click", follow);
    if (drawn === "print") {
      printOnScreen([...page.styleSheets].flatMap((sheet) => [...sheet.cssRules]));
    }
    color();
    fit();
  }

  /* Links show where they would lead, and lead no further than this page. */
  function follow(event) {
    const link = event.target.closest("a[href]");
    if (link) {
      event.preventDefault();
      const name = link.getAttribute("href");
      const target = name.startsWith("#") && name.length > 1 && frame.contentDocument.getElementById(name.slice(1));
      target ? target.scrollIntoView() : say(`This link leads to ${name}`);
    }
  }

  function printOnScreen(rules) {
    for (const rule of rules) {
      if (rule.media?.mediaText === "print") {
        rule.media.mediaText = "all";
      }
      printOnScreen([...(rule.styleSheet?.cssRules ?? rule.cssRules ?? [])]);
    }
  }

  function color() {
    const isDark = dark.checked && drawn !== "print";
    frame.contentDocument.documentElement.dataset.theme = isDark ? "dark" : "light";
  }

  /* As wide as the screen that is meant, and drawn smaller where there is less room. */
  function fit() {
    const width = Number(view().dataset.width);
    const scale = Math.min(1, holder.clientWidth / width);
    frame.style.inlineSize = `${width}px`;
    frame.style.blockSize = `${holder.clientHeight / scale}px`;
    frame.style.scale = scale;
  }

  function goTo(event) {
    const link = event.target.closest("a[data-line]");
    const field = link && document.getElementById(link.hash.slice(1));
    const line = Number(link?.dataset.line);
    if (line && field?.matches("textarea")) {
      event.preventDefault();
      const start = field.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      const end = field.value.indexOf("\n", start);
      field.focus();
      field.setSelectionRange(start, end < 0 ? field.value.length : end);
      field.scrollTop = (field.scrollHeight * start) / Math.max(field.value.length, 1) - field.clientHeight / 3;
      field.scrollIntoView({ block: "nearest" });
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  }

  found.append(...document.querySelectorAll("#content-main .found"));
  panel.hidden = false;
  frame.addEventListener("load", settle);
  panel.addEventListener("change", (event) => (event.target === dark ? color() : refresh()));
  panel.addEventListener("click", goTo);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  new ResizeObserver(fit).observe(holder);
  refresh();
});
