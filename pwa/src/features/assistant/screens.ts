/** The screens of asking and searching are one chunk: they lead to each other, and each file costs the worker a line. */
export { default as AskPage } from './AskPage';
export { default as MessagesPage } from './MessagesPage';
export { default as SearchPage } from './SearchPage';
