import { measures } from '@offmark/losses';
import { work } from './work.mjs';

document.querySelector('#results').textContent = JSON.stringify(await work(measures));
