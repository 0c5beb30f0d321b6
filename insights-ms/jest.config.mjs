import { workspace } from '@orderwire/test-kit/jest';

export default workspace(import.meta.dirname);
