// The phone beside a question follows what is typed, half a second behind. Nothing is kept of it; without this script
// there is a button that does the same.
const form = document.querySelector("form[data-preview]");
const frame = document.getElementById("preview");

if (form && frame) {
  let waiting;
  let asked = 0;
  const language = document.getElementById("preview-language");

  const follow = async () => {
    const number = ++asked;
    const address = `${frame.dataset.typed}&language=${encodeURIComponent(language.value)}`;
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const shown = frame.contentDocument?.getElementById("main");
      const made = page.getElementById("main");
      // An answer that was overtaken, a page that is none of ours (signed out): what stands there stays.
      if (number === asked && answer.ok && shown && made) shown.replaceWith(frame.contentDocument.adoptNode(made));
    } catch {
      // Without a network the phone stays as it is.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 500);
  });
}
