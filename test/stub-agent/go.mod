module agentpod.dev/stub-agent

go 1.19
