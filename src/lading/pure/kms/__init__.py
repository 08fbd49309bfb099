"""What a key service computes: ciphertexts, wrapped key material, which grants fit."""
