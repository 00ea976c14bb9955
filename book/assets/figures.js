/* The card of a figure: a PNG drawn from its SVG, and a citation to copy with the site's address. */
(() => {
  const SCALE = 3; // dots a CSS pixel

  async function png(event) {
    event.preventDefault();
    const link = event.currentTarget;
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.naturalWidth * SCALE, picture.naturalHeight * SCALE];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(blob);
      file.download = link.download;
      file.click();
      URL.revokeObjectURL(file.href);
    });
  }

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch { // no permission: leave it selected, ready for the reader's own copy key
      getSelection().selectAllChildren(text);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll("[data-png]")) link.addEventListener("click", png);
    for (const text of document.querySelectorAll(".cite-text")) {
      const address = text.querySelector(".address");
      if (location.protocol !== "file:") {
        address.textContent = new URL(`../${address.textContent}`, location.href);
      }
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
      button.addEventListener("click", () => copy(button, text));
      text.after(" ", button);
    }
  });
})();
