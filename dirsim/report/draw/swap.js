// Puts each drawing in the place of its image, where scripts may run: it then follows the theme of the page, and the
// keyboard stops at its parts. The image's own address holds the drawing; nothing is asked from anywhere.
for (const image of document.querySelectorAll("img.dirsim-drawing")) {
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (letter) => letter.charCodeAt(0));
  const drawn = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
  if (drawn.localName === "svg") {
    drawn.style.maxWidth = "100%";
    drawn.style.height = "auto";
    image.replaceWith(document.importNode(drawn, true));
  }
}
