/** The suites for a folder that the user does not trust. */
import { runSuites } from '../suite/index';

/** The function that VS Code calls inside its extension host. */
export function run(): Promise<void> {
  return runSuites(__dirname);
}
