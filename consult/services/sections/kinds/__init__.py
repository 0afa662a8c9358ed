"""What sections are made of, a kind a module: `listed`, `begins` and `block`, as providers.Provider describes them."""
