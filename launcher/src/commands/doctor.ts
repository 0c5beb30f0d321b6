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
import { checkWebhook, paymentsLog } from '../doctor/check-webhook.js';
import type { Finding } from '../doctor/finding.js';
import { lookAtCompose } from '../doctor/look-at-compose.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import { createStyle } from '../screen/style.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { targetNamed } from '../target.js';

/** `npm run doctor [-- --target compose]`: what keeps the system from running, and how to mend each. Exit code 1 when something does. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { target: { type: 'string' } } });
  const findings = targetNamed(values.target) === 'compose' ? await lookAtComposed() : await lookAtEmbedded();
  return report(findings);
}

async function lookAtComposed(): Promise<Finding[]> {
  return [...(await checkSubmodules(repositoryRoot)), ...(await lookAtCompose(repositoryRoot))];
}

async function lookAtEmbedded(): Promise<Finding[]> {
  const environment = readEnvironment(repositoryRoot);
  const running = ownerOf(filesIn(defaultDataDir).register) !== undefined;
  return [
    ...(await checkMachine(defaultDataDir)),
    ...(await checkDocker()),
    ...(await checkSubmodules(repositoryRoot)),
    ...(await checkPorts(environment, running)),
    ...checkEnvironment(readEnvironmentFile(join(repositoryRoot, '.env')), environment),
    ...checkEnvFile(repositoryRoot),
    ...(await checkWebhook(environment, paymentsLog(running ? readState(defaultDataDir) : undefined))),
    ...(await checkSystem(defaultDataDir)),
  ];
}

function report(findings: readonly Finding[]): number {
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
