"""Scripts that look at the page at hand and return one line for each fault they find."""

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"

SHOWN = """
  const shown = [...document.body.querySelectorAll('*')].filter(one =>
    one.checkVisibility({visibilityProperty: true}) && !one.closest('.visually-hidden, svg, thead'));
  const start = one => one.outerHTML.slice(0, 90);
  const style = (one, part) => getComputedStyle(one, part);
"""

# Wider than the window, or holding something wider than itself.
SIDEWAYS = f"""
() => {{
  {SHOWN}
  const wide = document.scrollingElement.scrollWidth;
  return [...(wide > innerWidth ? [`the page is ${{wide}} px wide`] : []),
    ...shown.filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(start),
    ...shown.filter(one => style(one).display !== 'inline' && style(one).overflowX !== 'visible'
      && one.scrollWidth > one.clientWidth + 1).map(one => `scrolls: ${{start(one)}}`)];
}}
"""

# Text that is cut off by its box, or hangs out of it over what follows.
CUT_OFF = f"""
() => {{
  {SHOWN}
  const near = 2;
  const blockOf = one => ['inline', 'contents'].includes(style(one).display) ? blockOf(one.parentElement) : one;
  const hides = one => style(one).overflow.split(' ').some(value => ['hidden', 'clip'].includes(value));
  const cut = shown.filter(one => style(one).display !== 'inline' && hides(one)
    && (one.scrollHeight > one.clientHeight + near || one.scrollWidth > one.clientWidth + near));
  const range = document.createRange();
  const hanging = shown.filter(one => [...one.childNodes].some(node => {{
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) return false;
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    const block = blockOf(one).getBoundingClientRect();
    return text.bottom > block.bottom + near || text.right > block.right + near;
  }}));
  return [...cut, ...hanging].map(start);
}}
"""

# Buttons under something else, at one of their ends or in the middle.
COVERED = f"""
() => {{
  {SHOWN}
  return shown.filter(one => one.matches('.button')).filter(one => {{
    one.scrollIntoView({{block: 'center', behavior: 'instant'}});
    const box = one.getBoundingClientRect();
    return [box.left + 3, (box.left + box.right) / 2, box.right - 3].some(x =>
      !one.contains(document.elementFromPoint(x, (box.top + box.bottom) / 2)));
  }}).map(start);
}}
"""

# Care cards whose title has no room around it, and items of plain lists beside a mark of numbered steps.
UNSTYLED = f"""
() => {{
  {SHOWN}
  const bare = shown.filter(one => one.matches('.care > :first-child')
    && parseFloat(style(one).paddingInlineStart) < 8);
  return [...bare, ...shown.filter(one => one.matches('ul > li') && style(one, '::before').content.includes('counter'))]
    .map(start);
}}
"""

# Of (selector, least, wide too and not in a sentence): what is lower than `least` px.
SMALL_TARGETS = f"""
([selector, least, both]) => {{
  {SHOWN}
  const blockOf = one => {{
    do {{ one = one.parentElement }} while (['inline', 'contents'].includes(style(one).display));
    return one;
  }};
  const words = one => one.textContent.replaceAll(/\\s+/g, ' ').trim().length;
  const inSentence = one => style(one).display === 'inline' && words(blockOf(one)) > words(one) + 1;
  return shown.filter(one => one.matches(selector) && !(both && inSentence(one)))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.height < least - .1 || (both && box.width < least - .1))
    .map(([one, box]) => `${{box.width.toFixed(1)}} x ${{box.height.toFixed(1)}} ${{start(one)}}`);
}}
"""

# Lists of texts without marks, and marks that say the opposite of the list.
WRONG_MARKS = f"""
() => {{
  {SHOWN}
  const plain = ':is(.prose, .answer) :is(ul, ol):not([class]) > li:not(nav *, .crisis *, .dos *, .visit *, .gauge *)';
  const unmarked = shown.filter(one => one.matches(plain) && style(one).listStyleType === 'none');
  const wrong = shown.filter(one => one.matches('.dos li') && !getComputedStyle(one, '::before').content
    .includes(one.closest('.is-dont') ? '\\u2715' : '\\u2713'));
  return [...unmarked, ...wrong].map(start);
}}
"""

# Text whose contrast with what lies behind it is below `least`.
WEAK_TEXTS = f"""
least => {{
  {SHOWN}
  const drawing = new OffscreenCanvas(1, 1).getContext('2d', {{willReadFrequently: true}});
  const known = new Map();
  const channels = color => {{
    if (!known.has(color)) {{
      drawing.clearRect(0, 0, 1, 1);
      drawing.fillStyle = color;
      drawing.fillRect(0, 0, 1, 1);
      known.set(color, drawing.getImageData(0, 0, 1, 1).data);
    }}
    return known.get(color);
  }};
  const over = (top, ground) => [0, 1, 2].map(i => (top[i] * top[3] + ground[i] * (255 - top[3])) / 255);
  const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  const grounds = new Map([[null, canvas]]);
  const groundOf = one => {{
    if (!grounds.has(one)) {{
      const top = channels(style(one).backgroundColor);
      grounds.set(one, top[3] === 255 ? top : over(top, groundOf(one.parentElement)));
    }}
    return grounds.get(one);
  }};
  const light = color => {{
    const [r, g, b] = [...color].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  }};
  const contrast = one => {{
    const ground = groundOf(one);
    const [low, high] = [over(channels(style(one).color), ground), ground].map(light).sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  }};
  return shown.filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(one => [one, contrast(one)]).filter(([one, ratio]) => ratio < least)
    .map(([one, ratio]) => `${{ratio.toFixed(2)}} ${{start(one)}}`);
}}
"""
