// Says the share of a running job in the window's title, so that one may work elsewhere meanwhile.
(() => {
  const title = document.title;
  const say = () => {
    const bar = document.querySelector('[data-progress][data-state="running"] progress');
    document.title = bar ? `${Math.floor((100 * bar.value) / bar.max)}% · ${title}` : title;
  };
  say();
  document.addEventListener("htmx:afterSwap", say);
})();
