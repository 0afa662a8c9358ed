// Asks for the next page in the answer to this one: one way to the server instead of two. The server gives it an
// address of its own; a browser that knows no such event is led there by a redirect.
export function onward(form) {
  // WebKit would send this page's form again when the next page is reloaded, whatever address that has by then.
  if (!navigator.vendor.startsWith("Apple")) {
    form.addEventListener("formdata", ({ formData }) => formData.append("next-page", location.pathname));
  }
  // A page that was itself an answer, with an error on it: Back asks for the page, and not whether to send that again.
  form.addEventListener("submit", () => history.replaceState(null, "", location.href));
}
