import { confirm, input } from '@inquirer/prompts';
import { describeProposal } from '../layouts/propose/describe.js';
import { type FolderProposal, rename } from '../layouts/propose/proposal.js';

/**
 * Shows what was found and asks for the names that nobody gave, on a terminal.
 * @param show prints a line
 */
export async function askAboutFolder(proposal: FolderProposal, show: (line: string) => void): Promise<FolderProposal> {
  const { meaning } = proposal;
  if (!meaning.guessed) return proposal;
  for (const line of describeProposal(proposal)) show(line);
  if (await confirm({ message: 'Keep these class names?', default: true })) return proposal;
  const names: string[] = [];
  for (const { name, share } of meaning.classes) {
    const message = Number.isNaN(share)
      ? `Name of ${name}`
      : `Name of ${name}, ${(100 * share).toFixed(1)} % of the pixels`;
    const answer = await input({ message, default: name, validate: (text) => complaint(text.trim(), names) });
    names.push(answer.trim());
  }
  return { ...proposal, meaning: { ...rename(meaning, names), guessed: false } };
}

function complaint(name: string, others: readonly string[]): true | string {
  if (name === '') return 'a class needs a name';
  return others.includes(name) ? 'another class is called so' : true;
}
