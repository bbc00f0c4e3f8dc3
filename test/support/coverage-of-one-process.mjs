// For `npm run coverage`: child processes of tests write no coverage, since merging reports of several processes loses lines.
delete process.env.NODE_V8_COVERAGE
