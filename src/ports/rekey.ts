/** Changes the key that everything stored is encrypted under. */
export interface RekeyRequest {
  /** Absolute; a file that holds the new key. A new key is made when absent. */
  readonly newKeyFile?: string;
  readonly lock: {
    readonly command: string;
    readonly timeoutSeconds: number;
    readonly onWait: (holder: string) => void;
  };
}

export interface RekeyReport {
  /** Whose keys were encrypted anew. */
  readonly tenants: number;
  /** Where the new master key is now. */
  readonly keyFile: string;
}
