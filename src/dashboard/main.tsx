import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { chooseWords, WordsContext } from './words/words.ts';

const words = chooseWords(navigator.languages);
document.documentElement.lang = words.language;

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <WordsContext value={words}>
      <App />
    </WordsContext>,
  );
}
