/**
 * Takes files that are pasted into the page or dropped on it.
 * @param open called with them
 * @param nothing called where something else is pasted
 */
export function receiveFiles(open, nothing) {
  document.addEventListener("paste", e => {
    if (e.clipboardData.files.length) {
      e.preventDefault();
      open(e.clipboardData.files);
    } else if (!e.target.matches("input")) {
      nothing();
    }
  });

  let draggedOver = 0;
  const dragsFiles = e => e.dataTransfer.types.includes("Files");
  document.addEventListener("dragenter", e => {
    if (dragsFiles(e) && ++draggedOver) document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", e => {
    if (dragsFiles(e) && --draggedOver <= 0) endDrag();
  });
  document.addEventListener("dragover", e => dragsFiles(e) && e.preventDefault());
  document.addEventListener("drop", e => {
    if (!dragsFiles(e)) return;
    e.preventDefault();
    endDrag();
    open(e.dataTransfer.files);
  });

  function endDrag() {
    draggedOver = 0;
    document.body.classList.remove("dragging");
  }
}
