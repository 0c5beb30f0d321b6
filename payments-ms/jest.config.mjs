import { workspace } from '@orderwire/platform/jest';

export default workspace(import.meta.dirname);
