// Sets the chosen theme before anything is painted. Classic script, loaded in the head.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage is shut: the system's preference rules */ }
document.documentElement.classList.add("js");
