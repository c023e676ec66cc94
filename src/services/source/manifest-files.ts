import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { nearest } from '../../core/util/suggest.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { ManifestSource, SourceFile, SourceFiles } from '../../ports/manifest-source.ts';
