import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { readEnvironment, readEnvironmentFile } from '../config.js';
import { checkCompose } from '../doctor/check-compose.js';
import { checkDocker } from '../doctor/check-docker.js';
import { checkEnvironment } from '../doctor/check-environment.js';
import { checkMachine } from '../doctor/check-machine.js';
import { checkPorts } from '../doctor/check-ports.js';
import { checkSubmodules } from '../doctor/check-submodules.js';
import { checkSystem } from '../doctor/check-system.js';
import { checkStripeAccount, checkWebhook, paymentsLog } from '../doctor/check-webhook.js';
import type { Finding } from '../doctor/finding.js';
import { defaultDataDir, repositoryRoot } from '../repository.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { parseTarget } from '../target.js';

/** `npm run doctor [-- --target compose]`. Exit code 1 when a problem prevents a start. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { target: { type: 'string' } } });
  const findings =
    parseTarget(values.target) === 'compose'
      ? [...(await checkSubmodules(repositoryRoot)), ...(await checkCompose(repositoryRoot))]
      : await checkEmbeddedTarget();
  return report(findings);
}

async function checkEmbeddedTarget(): Promise<Finding[]> {
  const environment = readEnvironment(repositoryRoot);
  const running = ownerOf(filesIn(defaultDataDir).register) !== undefined;
  return [
    ...(await checkMachine(defaultDataDir)),
    ...(await checkDocker()),
    ...(await checkSubmodules(repositoryRoot)),
    ...(await checkPorts(environment, running)),
    ...(await checkEnvironment(readEnvironmentFile(join(repositoryRoot, '.env')), environment)),
    ...(await checkStripeAccount(environment)),
    ...(await checkWebhook(environment, paymentsLog(running ? readState(defaultDataDir) : undefined))),
    ...(await checkSystem(defaultDataDir, environment)),
  ];
}

function report(findings: readonly Finding[]): number {
  const signs = {
    fine: styleText('green', '✔'),
    warning: styleText('yellow', '!'),
    problem: styleText('red', '✖'),
  };
  for (const { level, text, remedy } of findings)
    console.log(`${signs[level]} ${text}${remedy ? `\n    ${styleText('dim', '→')} ${remedy}` : ''}`);
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const problems = count('problem');
  const none = `No problems${count('warning') ? ' (see the warnings above)' : ''}`;
  console.log(`\n${problems ? `${problems} problem${problems === 1 ? '' : 's'}` : none}`);
  return problems ? 1 : 0;
}
