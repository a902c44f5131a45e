// The module's exports: what is hot in decoding frames. Their headers are read by src/compression. All parameters are
// addresses; a result of 0 says that a block is malformed.
import { Layout } from './layout';

export { lz4Block } from './lz4';
export { xxh32Begin, xxh32End, xxh32Stripes, xxh64Begin, xxh64End, xxh64Stripes } from './xxhash';
export { zstdBegin, zstdBlock } from './zstd';

export const contentHash: usize = Layout.contentHash;
export const shortHash: usize = Layout.shortHash;
/** Where memory for input and output begins. */
export const heap: usize = Layout.end;
