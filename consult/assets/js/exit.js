// "Exit this page" without waiting for the server: the page goes blank, what was typed is wiped behind one's back,
// and this page's place in the history is taken by the neutral site.
const button = document.querySelector("[data-exit]");

function leave(event) {
  event?.preventDefault();
  document.title = "";
  document.documentElement.hidden = true;
  document.querySelectorAll("form").forEach((form) => form.reset());
  navigator.sendBeacon(button.form.action);
  location.replace(button.dataset.exit);
}

if (button) {
  let presses = [];
  button.addEventListener("click", leave);
  document.addEventListener("keyup", (event) => {
    // Three times within two seconds, and nothing between: capitals are typed with Shift too.
    const now = Date.now();
    presses = event.key === "Shift" ? [...presses.filter((then) => now - then < 2000), now] : [];
    if (presses.length === 3) leave();
  });
  // A page that the browser kept whole for Back would show the answers again.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
