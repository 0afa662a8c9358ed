// Work that is asked before answers are sent, done while somebody looks them over. Whoever is faster waits for it, but
// not for long: answers are taken without it too.
const LONGEST = 8000;
const form = document.querySelector("form[data-work]");

if (form && window.Worker && window.crypto?.subtle) {
  const worker = new Worker(form.dataset.worker);
  const done = new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      form.elements.work.value = data;
      resolve();
    };
    worker.onerror = resolve;
  });
  worker.postMessage({ token: form.elements.csrf_token.value, bits: Number(form.dataset.work) });
  let waiting = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.work.value) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    form.setAttribute("aria-busy", "true");
    Promise.race([done, new Promise((resolve) => setTimeout(resolve, LONGEST))]).then(() => form.submit());
  });
}
