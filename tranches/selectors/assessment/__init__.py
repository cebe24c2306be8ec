"""What the reports and their assessment say."""
