// Replaces each image by its drawing, where scripts may run: the drawing then follows the theme of the page, and its
// parts are tab stops. The drawing is in the data: URL of the image; the script requests nothing.
for (const image of document.querySelectorAll("img.dirsim-drawing")) {
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (letter) => letter.charCodeAt(0));
  const drawn = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
  if (drawn.localName === "svg") {
    drawn.style.maxWidth = "100%";
    drawn.style.height = "auto";
    image.replaceWith(document.importNode(drawn, true));
  }
}
