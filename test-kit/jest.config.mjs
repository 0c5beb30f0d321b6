import { workspace } from './jest.mjs';

export default workspace(import.meta.dirname);
