/* Warns two minutes before a staff session ends and lets the person stay. Nothing typed is touched. */
const dialog = document.getElementById("session");
const parts = Object.fromEntries([...dialog.querySelectorAll("[data-part]")].map((one) => [one.dataset.part, one]));
const WARN_BEFORE = 120;
const LOOK_AGAIN = 10;
let timer;
let dismissed = ""; // what the person has read and closed

function plan(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
}

async function look() {
  try {
    const answer = await fetch(dialog.dataset.status);
    show((await answer.json()).seconds);
  } catch {
    plan(LOOK_AGAIN); // no connection: the server decides when it is back
  }
}

function shown() {
  return parts.warning.hidden ? "ended" : "warning";
}

function show(seconds) {
  if (seconds > WARN_BEFORE) {
    dismissed = "";
    dialog.close();
    plan(seconds - WARN_BEFORE);
    return;
  }
  parts.time.textContent = seconds > 60 ? "in two minutes" : "in less than a minute";
  parts.warning.hidden = seconds === 0;
  parts.ended.hidden = seconds > 0;
  if (!dialog.open && dismissed !== shown()) {
    dialog.showModal();
  }
  plan(Math.min(seconds + 1, LOOK_AGAIN));
}

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(dialog.dataset.stay, { method: "POST", body: new FormData(event.target) }).catch(() => {});
  look();
});
dialog.addEventListener("cancel", () => {
  dismissed = shown();
});
parts.close.addEventListener("click", () => {
  dismissed = shown();
  dialog.close();
});
document.addEventListener("visibilitychange", () => document.hidden || look());
look();
