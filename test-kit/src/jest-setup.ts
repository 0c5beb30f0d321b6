import { rejectUndeclaredFaults } from '@orderwire/platform';

rejectUndeclaredFaults();
