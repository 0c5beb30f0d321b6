import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment, readEnvironmentFile } from '../config.js';
import { checkDocker } from '../doctor/check-docker.js';
import { checkEnvFile } from '../doctor/check-env-file.js';
import { checkEnvironment } from '../doctor/check-environment.js';
import { checkMachine } from '../doctor/check-machine.js';
import { checkPorts } from '../doctor/check-ports.js';
import { checkSubmodules } from '../doctor/check-submodules.js';
import { checkSystem } from '../doctor/check-system.js';
import { checkWebhook } from '../doctor/check-webhook.js';
import type { Finding } from '../doctor/finding.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import { createStyle } from '../screen/style.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';

/** `npm run doctor`: what keeps the system from running, and how to mend each. Exit code 1 when something does. */
export async function doctor(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const environment = readEnvironment(repositoryRoot);
  const running = ownerOf(filesIn(defaultDataDir).register) !== undefined;
  const findings = [
    ...(await checkMachine(defaultDataDir)),
    ...(await checkDocker()),
    ...(await checkSubmodules(repositoryRoot)),
    ...(await checkPorts(environment, running)),
    ...checkEnvironment(readEnvironmentFile(join(repositoryRoot, '.env')), environment),
    ...checkEnvFile(repositoryRoot),
    ...(await checkWebhook(environment, running ? readState(defaultDataDir) : undefined)),
    ...(await checkSystem(defaultDataDir)),
  ];
  const style = createStyle();
  const signs = { fine: style.green('✔'), warning: style.yellow('!'), problem: style.red('✖') };
  for (const { level, text, mend } of findings) {
    console.log(`${signs[level]} ${text}${mend ? `\n    ${style.dim('→')} ${mend}` : ''}`);
  }
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const problems = count('problem');
  console.log(
    problems
      ? `\n${problems} to mend`
      : `\nNothing is in the way${count('warning') ? ' (see the notes above)' : ''}`,
  );
  return problems ? 1 : 0;
}
