import test from 'ava';
import { html, raw } from '../../src/report/page/html.js';

test('values are escaped, HTML and lists of it are not', (t) => {
  const items = ['a<b', '"&"'].map((item) => html`<li>${item}</li>`);
  t.is(html`<ul>${items}${raw('<hr>')}${3}</ul>`.text, '<ul><li>a&lt;b</li><li>&quot;&amp;&quot;</li><hr>3</ul>');
});
