import type { S3Client } from '@aws-sdk/client-s3';
import { FileDamaged, type FileStore } from './file-store.js';
import { checked } from './sha256.js';

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Of a provider other than AWS, which is addressed by path. */
  readonly endpoint?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of every key: `invoices/`. */
  readonly prefix: string;
  readonly timeoutMs: number;
}

/** Files in a bucket of S3 or of a compatible store. */
export class S3Gateway implements FileStore {
  private client: Promise<S3Client> | undefined;

  constructor(private readonly settings: S3Settings) {}

  async put(sha256: string, bytes: Buffer, contentType: string): Promise<void> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const { bucket: Bucket, prefix } = this.settings;
    const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
    const object = { Bucket, Key: prefix + sha256, Body: bytes, ContentType: contentType, ChecksumSHA256 };
    await (await this.connect()).send(new PutObjectCommand(object), this.limit());
  }

  async get(sha256: string): Promise<Buffer> {
    const { GetObjectCommand, NoSuchKey } = await import('@aws-sdk/client-s3');
    const { bucket: Bucket, prefix } = this.settings;
    const command = new GetObjectCommand({ Bucket, Key: prefix + sha256 });
    const { Body } = await (await this.connect()).send(command, this.limit()).catch((error: unknown) => {
      if (error instanceof NoSuchKey) throw new FileDamaged(sha256, 'is missing');
      throw error;
    });
    if (!Body) throw new FileDamaged(sha256, 'is empty');
    return checked(Buffer.from(await Body.transformToByteArray()), sha256);
  }

  /** The SDK takes 20 MB of memory: shops that store on disk do not load it. */
  private connect(): Promise<S3Client> {
    this.client ??= import('@aws-sdk/client-s3').then(({ S3Client }) => {
      const { region, endpoint, accessKeyId, secretAccessKey } = this.settings;
      const credentials = { accessKeyId, secretAccessKey };
      return new S3Client({ region, credentials, ...(endpoint && { endpoint, forcePathStyle: true }) });
    });
    return this.client;
  }

  private limit(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.settings.timeoutMs) };
  }
}
