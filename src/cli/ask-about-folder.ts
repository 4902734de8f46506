import { confirm, input } from '@inquirer/prompts';
import { describeProposal } from '../layouts/propose/describe.js';
import { type FolderProposal, rename } from '../layouts/propose/proposal.js';

/** Shows what was found and asks for the names that nobody gave, on a terminal. */
export async function askAboutFolder(proposal: FolderProposal): Promise<FolderProposal> {
  const { meaning } = proposal;
  if (!meaning.guessed) return proposal;
  for (const line of describeProposal(proposal)) console.log(line);
  if (await confirm({ message: 'Keep these class names?', default: true })) return proposal;
  const names: string[] = [];
  for (const { name, share } of meaning.classes) {
    const message = `Name of ${name} (${(100 * share).toFixed(1)} % of the pixels)`;
    names.push(
      await input({ message, default: name, validate: (text) => text.trim() !== '' || 'a class needs a name' }),
    );
  }
  return { ...proposal, meaning: rename(meaning, names) };
}
